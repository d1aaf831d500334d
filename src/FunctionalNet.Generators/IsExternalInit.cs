namespace System.Runtime.CompilerServices;

/// <summary>Required by records, and missing in netstandard2.0.</summary>
internal static class IsExternalInit;
