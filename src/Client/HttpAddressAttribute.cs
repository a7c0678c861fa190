using System.ComponentModel.DataAnnotations;

namespace Streams.Client;

/// <summary>An absolute address, http or https.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpAddressAttribute : ValidationAttribute
{
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) => value is Uri { IsAbsoluteUri: true, Scheme: "http" or "https" }
        ? ValidationResult.Success
        : new($"{validationContext.MemberName} must be an absolute http or https address, such as http://127.0.0.1:5080.");
}
