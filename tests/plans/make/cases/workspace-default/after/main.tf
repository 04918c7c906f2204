resource "terraform_data" "here" {
  input = "LEAK-default-new-y3u5"
}
