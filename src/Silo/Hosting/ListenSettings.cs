using System.Net;
using Microsoft.Extensions.Options;
using Streams.Grains.Settings;

namespace Streams.Silo.Hosting;

/// <summary>The address on which a process listens for HTTP.</summary>
[Section("Streams")]
public sealed class ListenSettings
{
    /// <summary>The IP address, or <c>localhost</c>.</summary>
    [Address(AllowLocalhost = true, ErrorMessage = "The host is {0}; it must be an IP address to listen on, such as 127.0.0.1 or 0.0.0.0.")]
    public string Host { get; set; } = "localhost";

    /// <summary>The port; 0 for any free port. Each program has its own default.</summary>
    [Number(0, 65_535, ErrorMessage = "The port is '{0}'; it must be a whole number from 0 (any free port) to 65535.")]
    public int? Port { get; set; }

    /// <summary>The endpoint, with the program's default port if none is set.</summary>
    /// <exception cref="InvalidSettingException">
    /// Another process listens there, this machine has no such address, or the port requires privileges. Checked early: Kestrel binds last, when grains and agents already run.
    /// </exception>
    public IPEndPoint ToEndPoint(int defaultPort)
    {
        var endPoint = new IPEndPoint(Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(Host), Port ?? defaultPort);
        FreePort.Check(endPoint, portSetting: "PORT", addressSetting: "HOST");
        return endPoint;
    }
}

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
public sealed partial class ListenSettingsValidator : IValidateOptions<ListenSettings>;
