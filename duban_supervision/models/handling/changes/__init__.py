"""What was settled changes: corrections, another unit, objections, recusals, handing over."""
