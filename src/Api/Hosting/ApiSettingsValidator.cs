using Microsoft.Extensions.Options;

namespace Streams.Api.Hosting;

/// <summary>Generated from the attributes.</summary>
[OptionsValidator]
internal sealed partial class ApiSettingsValidator : IValidateOptions<ApiSettings>;
