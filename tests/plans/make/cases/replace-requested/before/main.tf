resource "terraform_data" "chosen" {
  input = "LEAK-requested-input-x2c3"
}

resource "terraform_data" "other" {
  input = "LEAK-requested-other-v4b5"
}
