"""What every floor may use: errors, translation, logs, discovery."""
