using Streams.Bench.Cluster;

return await ClusterCommand.RunAsync(args, (settings, cancellation) => new ClusterBench(settings).RunAsync(cancellation));
