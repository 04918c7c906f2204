resource "terraform_data" "old_name" {
  input = "LEAK-moved-name-e8r9"
}

resource "terraform_data" "keyed" {
  for_each = toset(["LEAK moved key with spaces t1y2", "blue"])
  input    = "LEAK-moved-keyed-u3i4"
}

resource "terraform_data" "into_module" {
  input = "LEAK-moved-into-module-o5p6"
}

resource "terraform_data" "counted" {
  count = 1
  input = "LEAK-moved-counted-a7s8"
}

resource "terraform_data" "updated" {
  input = "LEAK-moved-updated-old-d9f1"
}

resource "terraform_data" "replaced" {
  input            = "LEAK-moved-replaced-g2h3"
  triggers_replace = 1
}
