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
	const { campaign, person } = useDesk()
	const districtText = (code: string | null) => {
		const district = campaign.districts.find((each) => each.code === code)
		return district ? localize(district.name, language) : t('coding.national')
	}
	return {
		districtText,
		talkText: ({ district, group }: SpeakerTexts) =>
			[districtText(district), group && localize(group.label, language)].filter(Boolean).join(' · '),
		/** `P3` for a participant; the moderator has no number. */
		speakerText: (speaker: string) =>
			speaker === '0' ? t('coding.leads') : speaker === '' ? '' : `P${speaker}`,
		coderText: (id: string, coders: readonly { readonly id: string; readonly name: string }[]) =>
			id === inTheField
				? t('coding.field')
				: id === person.id
					? t('coding.you')
					: (coders.find((each) => each.id === id)?.name ?? t('log.nobody')),
	}
}
