import { commands } from '../sync-server/commands/command-table.ts'
import { usageOf } from '../sync-server/commands/declare-command.ts'
import { betweenMarkers, markdownTable } from './generated-text.ts'

export const commandsPage = 'docs/operate.md'

/** Returns the page with its table of commands updated from the code. */
export function writeCommands(page: string): string {
	const rows = commands.map((command) => [`\`${usageOf(command)}\``, command.summary])
	return betweenMarkers(page, 'commands', markdownTable([['Command', 'Meaning'], ...rows]))
}
