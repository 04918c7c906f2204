resource "terraform_data" "new_name" {
  input = "LEAK-movedonly-name-l6z7"
}

moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}
