resource "terraform_data" "new_name" {
  input = "LEAK-refresh-moved-d5f6"
}

resource "terraform_data" "same" {
  input = "LEAK-refresh-same-new-l2z3"
}

moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}

output "text" {
  value = "LEAK-refresh-output-new-x4c5"
}
