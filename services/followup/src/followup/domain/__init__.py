"""The rules of follow-up: licence numbers, visits, survival, jobs, and what each figure means."""
