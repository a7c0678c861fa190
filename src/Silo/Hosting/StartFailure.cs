using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Streams.Grains.Companies;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.Silo.Hosting;

/// <summary>Distinguishes startup failures that an operator can fix from bugs.</summary>
public static class StartFailure
{
    /// <summary>Returns a message for the operator, or null if the failure is a bug.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        InvalidSettingException or CompanySourceException or DataFolderInUseException or LogUnavailableException or UnauthorizedAccessException => exception.Message,
        OptionsValidationException invalid => string.Join(' ', invalid.Failures),

        // A configuration file that is not JSON.
        InvalidDataException { InnerException: FormatException } => $"{exception.Message} {exception.GetBaseException().Message}",
        { InnerException: { } inner } => Describe(inner),
        SocketException => exception.Message,
        _ => null,
    };
}
