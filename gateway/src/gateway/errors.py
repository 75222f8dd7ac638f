"""What the gateway itself refuses, and with which status."""

from kit.problem import Statuses
from kit.refusal import Refusal


class CredentialsWrong(Refusal):
    """The username or the password is wrong."""

    zh = "用户名或密码错误。"
    mend = "Check both; after five wrong tries you have to wait."
    mend_zh = "请核对用户名和密码；连续五次错误后需等待。"


class TooManyTries(Refusal):
    """Too many wrong passwords; wait {seconds} seconds."""

    zh = "密码错误次数过多，请等待 {seconds} 秒。"
    mend = "Wait, then try again; ask the administrator if you forgot the password."
    mend_zh = "请稍后再试；如忘记密码，请联系管理员。"


class AccountDisabled(Refusal):
    """This account was disabled."""

    zh = "该账户已停用。"
    mend = "Ask the administrator."
    mend_zh = "请联系管理员。"


class GrantTypeNotSupported(Refusal):
    """Only the grant type password is supported."""

    zh = "仅支持 password 授权类型。"
    mend = "Send grant_type=password with username and password."
    mend_zh = "请提交 grant_type=password 以及用户名和密码。"


class UsernameTaken(Refusal):
    """There is an account with this username already."""

    zh = "该用户名已被使用。"
    mend = "Choose another username; large and small letters count as the same."
    mend_zh = "请另选用户名；字母不区分大小写。"


class OrganisationNeeded(Refusal):
    """An account with the role {role} belongs to an organisation."""

    zh = "角色 {role} 的账户须指定所属单位。"
    mend = "Send organisation: the id of the institution or bank."
    mend_zh = "请填写 organisation（培训机构或银行的编号）。"


class AreaNeeded(Refusal):
    """An account with the role {role} works in an area."""

    zh = "角色 {role} 的账户须指定辖区。"
    mend = "Send area: the official code of the district, street or community."
    mend_zh = "请填写 area（区县、街镇或社区的统计区划代码）。"


class ScopeNotForRole(Refusal):
    """An account with the role {role} takes no {scope}."""

    zh = "角色 {role} 的账户不应填写 {scope}。"
    mend = "Leave it out: this role is not limited by it."
    mend_zh = "请勿填写该项：该角色不受其限制。"


class LastAdministrator(Refusal):
    """The last active administrator cannot be disabled."""

    zh = "不能停用最后一个有效的管理员账户。"
    mend = "Create another administrator first."
    mend_zh = "请先创建另一个管理员账户。"


class RequestTooSlow(Refusal):
    """The request did not arrive whole within {seconds} seconds."""

    zh = "请求未能在 {seconds} 秒内完整送达。"
    mend = "Send it again, in smaller parts if the connection is slow."
    mend_zh = "请重新发送；网络较慢时请分批提交。"


class TooManyCalls(Refusal):
    """Too many calls without an account; wait {seconds} seconds."""

    zh = "未登录访问过于频繁，请等待 {seconds} 秒。"
    mend = "Wait, then go on more slowly; a program that needs more signs in."
    mend_zh = "请稍后再试并放慢速度；程序如需更多访问请登录。"


STATUSES: Statuses = {
    CredentialsWrong: 401,
    AccountDisabled: 403,
    TooManyTries: 429,
    TooManyCalls: 429,
    GrantTypeNotSupported: 400,
    UsernameTaken: 409,
    LastAdministrator: 409,
    OrganisationNeeded: 422,
    AreaNeeded: 422,
    ScopeNotForRole: 422,
    RequestTooSlow: 408,
}
