"""The calendar's own widgets: a grid of hours, a month of days."""
