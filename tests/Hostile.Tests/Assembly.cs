// Each test is a crowd of its own: two at once would measure one another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
