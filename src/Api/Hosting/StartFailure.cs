using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.Api.Hosting;

/// <summary>Tells failures to start that a person can mend from those that are bugs.</summary>
internal static class StartFailure
{
    /// <summary>A sentence for people, or null where the failure is none of theirs.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        DataFolderInUseException or CompanySourceException or InvalidSettingException or LogUnavailableException => exception.Message,
        IOException { InnerException: AddressInUseException } => $"{exception.Message.TrimEnd('.')}: start it with another port (PORT=…).",
        UnauthorizedAccessException => exception.Message,
        { InnerException: { } inner } => Describe(inner),
        SocketException => exception.Message,
        _ => null,
    };
}

/// <summary>A setting is wrong; the message says which and what it must be.</summary>
public sealed class InvalidSettingException(string message) : Exception(message);
