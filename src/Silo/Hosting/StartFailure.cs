using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.Silo.Hosting;

/// <summary>Tells failures to start that a person can mend from those that are bugs.</summary>
public static class StartFailure
{
    /// <summary>A sentence for people, or null where the failure is none of theirs.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        InvalidSettingException or CompanySourceException or DataFolderInUseException or LogUnavailableException or UnauthorizedAccessException => exception.Message,
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),

        // A value that is no number, no time span …: its message names the setting.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => exception.Message,
        { InnerException: { } inner } => Describe(inner),
        SocketException => exception.Message,
        _ => null,
    };
}
