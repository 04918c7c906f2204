resource "terraform_data" "wanted" {
  input = "LEAK-targeted-wanted-new-o1p2"
}

resource "terraform_data" "left_out" {
  input = "LEAK-targeted-left-out-new-a3s4"
}
