"""The rules of credit, pure: fund, application, guarantee, schedule, repayment, arrears."""
