-- The log of decisions is only added to, from here on again.
CREATE TRIGGER decisions_stay BEFORE UPDATE OR DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION onrecord_stay();
