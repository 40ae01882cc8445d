import { listSettings } from '../sync-server/environment-settings.ts'
import { betweenMarkers, markdownTable } from './generated-text.ts'

export const settingsPage = 'docs/settings.md'

/** The page with its table as the code has it now. */
export function writeSettings(page: string): string {
	const shown = listSettings().filter(({ isInternal }) => !isInternal)
	const table = markdownTable([
		['Setting', 'Meaning', 'Values', 'Default'],
		...shown.map(({ name, meaning, values, usual }) => [`\`${name}\``, meaning, values, usual]),
	])
	const secrets = shown.filter(({ isSecret }) => isSecret).map(({ name }) => `- \`${name}_FILE\``)
	return betweenMarkers(betweenMarkers(page, 'settings', table), 'secrets', secrets.join('\n'))
}
