module "network" {
  source   = "./network"
  for_each = toset(["blue", "red"])
  text     = "LEAK-modules-argument-new-t4y5"
}

module "single" {
  source = "./network"
  text   = "LEAK-modules-single-v5b6"
}
