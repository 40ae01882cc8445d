import { localize } from '#shared/forms/localized-text'
import { inTheField } from '#shared/transcripts/coded-transcripts'
import { useTranslations } from '../../ui/i18n.ts'
import { useDesk } from '../kit/desk-context.ts'

interface SpeakerTexts {
	readonly district: string | null
	readonly group: { readonly label: Readonly<Record<string, string>> } | null
}

/** Returns functions that name transcripts, speakers and coders. */
export function useTranscriptText() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const districtText = (code: string | null) => {
		const district = study.districts.find((each) => each.code === code)
		return district ? localize(district.name, language) : t('transcripts.national')
	}
	return {
		districtText,
		transcriptText: ({ district, group }: SpeakerTexts) =>
			[districtText(district), group && localize(group.label, language)].filter(Boolean).join(' · '),
		/** `P3` for a participant; the moderator has no number. */
		speakerText: (speaker: string) =>
			speaker === '0' ? t('transcripts.moderator') : speaker === '' ? '' : `P${speaker}`,
		coderText: (id: string, coders: readonly { readonly id: string; readonly name: string }[]) =>
			id === inTheField
				? t('transcripts.field')
				: id === person.id
					? t('transcripts.you')
					: (coders.find((each) => each.id === id)?.name ?? t('auditLog.unknownUser')),
	}
}
