"""What can be read: disposable views of the event log, and the door through which they are."""
