import { listSettings } from '../sync-server/environment-settings.ts'
import { betweenMarkers, markdownTable } from './generated-text.ts'

export const settingsPage = 'docs/settings.md'

/** Returns the page with its table updated from the code. */
export function writeSettings(page: string): string {
	const shown = listSettings().filter(({ isInternal }) => !isInternal)
	const table = markdownTable([
		['Setting', 'Meaning', 'Values', 'Default'],
		...shown.map(({ name, meaning, values, defaultValue }) => [`\`${name}\``, meaning, values, defaultValue]),
	])
	const secrets = shown.filter(({ isSecret }) => isSecret).map(({ name }) => `- \`${name}_FILE\``)
	return betweenMarkers(betweenMarkers(page, 'settings', table), 'secrets', secrets.join('\n'))
}
