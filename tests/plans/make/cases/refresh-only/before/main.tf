resource "terraform_data" "old_name" {
  input = "LEAK-refresh-moved-d5f6"
}

resource "terraform_data" "same" {
  input = "LEAK-refresh-same-old-g7h8"
}

output "text" {
  value = "LEAK-refresh-output-old-j9k1"
}
