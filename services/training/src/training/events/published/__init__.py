"""The events that training publishes, one module for each part of the work. No names travel, only ids."""
