const stamp = (at: number): string => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')

/** Text of a calendar value: commas, semicolons and backslashes end it. */
const escaped = (text: string): string => text.replace(/[\\;,]/g, '\\$&')

const durationMinutes = 30
const alarmMinutes = 30

/**
 * Writes a calendar file (RFC 5545) for a visit, with an alarm half an hour before. `title` names the house
 * only: a calendar is shown on the locked phone.
 */
export const calendarFile = (title: string, at: number, now: number): Blob =>
	new Blob(
		[
			[
				'BEGIN:VCALENDAR',
				'VERSION:2.0',
				'PRODID:-//Zila//EN',
				'BEGIN:VEVENT',
				`UID:${at}@zila`,
				`DTSTAMP:${stamp(now)}`,
				`DTSTART:${stamp(at)}`,
				`DTEND:${stamp(at + durationMinutes * 60_000)}`,
				`SUMMARY:${escaped(title)}`,
				'BEGIN:VALARM',
				'ACTION:DISPLAY',
				`DESCRIPTION:${escaped(title)}`,
				`TRIGGER:-PT${alarmMinutes}M`,
				'END:VALARM',
				'END:VEVENT',
				'END:VCALENDAR',
				'',
			].join('\r\n'),
		],
		{ type: 'text/calendar' },
	)
