resource "terraform_data" "old_name" {
  input = "LEAK-movedonly-name-l6z7"
}
