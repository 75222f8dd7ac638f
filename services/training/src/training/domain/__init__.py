"""The rules of training, pure: institutions, classes, results, milestones and claims."""
