// Each test creates a large load. Two at once would distort each other's measurements.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
