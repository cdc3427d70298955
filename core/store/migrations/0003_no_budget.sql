-- The budget of the Auth group has a file of its own now, which all stores of
-- the user share (budget.go).
DROP TABLE auth_requests;
DROP TABLE auth_budgets;
