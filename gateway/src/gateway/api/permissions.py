"""Who may do what at the gateway itself."""

from kit.auth import Permission, Role

SIGN_IN = Permission("gateway.token.issue", public=True)
SEE_OWN_ACCOUNT = Permission.of("gateway.account.own", *Role)
MANAGE_ACCOUNTS = Permission.of("gateway.account.manage", Role.ADMINISTRATOR)
READ_STORY = Permission.of("gateway.story.read", Role.CASE_WORKER, Role.MANAGER, Role.AUDITOR, Role.GUARANTEE_OFFICER)
