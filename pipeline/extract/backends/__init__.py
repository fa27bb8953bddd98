"""The engines that come with onrecord, how they are found and set up, and how what they find becomes one annotation."""
