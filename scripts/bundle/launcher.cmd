@echo off
rem The Pulumi plugin aks-ray. Needs Node.js on PATH, as every Pulumi program in JavaScript does.
where node >nul 2>nul
if errorlevel 1 (
  echo pulumi-resource-aks-ray needs Node.js 20.19 or later on PATH: https://nodejs.org 1>&2
  exit /b 1
)
node "%~dp0plugin.js" %*
