namespace Streams.Cluster;

/// <summary>Something that whoever typed the command can mend, in a sentence.</summary>
internal sealed class ClusterException(string message) : Exception(message);
