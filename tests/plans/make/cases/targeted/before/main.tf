resource "terraform_data" "wanted" {
  input = "LEAK-targeted-wanted-old-o1p2"
}

resource "terraform_data" "left_out" {
  input = "LEAK-targeted-left-out-old-a3s4"
}
