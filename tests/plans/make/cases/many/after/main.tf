module "pool" {
  source   = "./pool"
  for_each = toset(["blue", "green", "white"])
  text     = "LEAK-many-new-q6w8"
}
