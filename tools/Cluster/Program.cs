using Streams.Cluster;

return await ClusterCommand.RunAsync(args);
