-- Kept free for another step.
SELECT 1;
