"""The whole daemon beside other pollers: counted at the server, processor time of whole process trees."""
