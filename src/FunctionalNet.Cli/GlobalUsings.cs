global using ExitCode = LanguageExt.Either<LanguageExt.Common.Error, int>;
