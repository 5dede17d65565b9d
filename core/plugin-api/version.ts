/** Version of the plugin API (semver). A new member raises the minor version; what breaks a plugin raises the major. */
export const PLUGIN_API_VERSION = '1.0.0';
