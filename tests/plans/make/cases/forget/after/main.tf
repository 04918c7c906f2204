removed {
  from = terraform_data.kept_alive

  lifecycle {
    destroy = false
  }
}

removed {
  from = terraform_data.destroyed

  lifecycle {
    destroy = true
  }
}

removed {
  from = module.handed_over

  lifecycle {
    destroy = false
  }
}
