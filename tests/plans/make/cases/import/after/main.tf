import {
  to = terraform_data.same
  id = "LEAK-import-id-same-q5w6"
}

import {
  to = terraform_data.updated
  id = "LEAK-import-id-updated-e7r8"
}

import {
  for_each = { blue = "LEAK-import-id-blue-t9y1" }
  to       = terraform_data.keyed[each.key]
  id       = each.value
}

import {
  to = terraform_data.replaced
  id = "LEAK-import-id-replaced-u2i3"
}

resource "terraform_data" "same" {}

resource "terraform_data" "updated" {
  input = "LEAK-import-input-o4p5"
}

resource "terraform_data" "keyed" {
  for_each = toset(["blue"])
}

resource "terraform_data" "replaced" {
  triggers_replace = "LEAK-import-trigger-a6s7"
}

resource "terraform_data" "created" {
  input = "LEAK-import-created-d8f9"
}
