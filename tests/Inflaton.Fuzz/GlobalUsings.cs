global using Inflaton.Fuzz.Mutations;
global using Inflaton.Fuzz.Readers;
