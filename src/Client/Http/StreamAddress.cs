namespace Streams.Client;

/// <summary>Builds addresses, relative to the server's.</summary>
internal static class StreamAddress
{
    public const string Root = "api/streams";

    public static string Of(string streamId) => $"{Root}/{Segment(streamId, nameof(streamId))}";

    public static string Of(string streamId, string agentId) => $"{Of(streamId)}/agents/{Segment(agentId, nameof(agentId))}";

    /// <summary>Adds the query parameters that have a value.</summary>
    public static string With(string address, params ReadOnlySpan<(string Name, string? Value)> query)
    {
        var separator = '?';
        foreach (var (name, value) in query)
        {
            if (value is null)
                continue;
            address += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }

        return address;
    }

    private static string Segment(string id, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id, name);

        // URI resolution removes these two segments, so the request would go to another resource, or delete it.
        return id is "." or ".." ? throw new ArgumentException($"'{id}' is not an id.", name) : Uri.EscapeDataString(id);
    }
}
