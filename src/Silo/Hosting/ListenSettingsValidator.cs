using Microsoft.Extensions.Options;

namespace Streams.Silo.Hosting;

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
public sealed partial class ListenSettingsValidator : IValidateOptions<ListenSettings>;
