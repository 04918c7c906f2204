resource "terraform_data" "created_no_more" {
  input = "LEAK-everything-deleted-e7r9"
}

resource "terraform_data" "updated" {
  input = "LEAK-everything-updated-old-t8y1"
}

resource "terraform_data" "replaced" {
  triggers_replace = "LEAK-everything-trigger-old-u9i2"
}

resource "terraform_data" "moved" {
  input = "LEAK-everything-moved-o1p3"
}

resource "terraform_data" "forgotten" {
  input = "LEAK-everything-forgotten-a2s4"
}

resource "terraform_data" "same" {
  input = "LEAK-everything-same-d3f5"
}

output "text" {
  value = "LEAK-everything-output-old-g4h6"
}
