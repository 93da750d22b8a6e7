"""Files of a lead: kept where no address serves them, handed out to whom the lead is visible."""
