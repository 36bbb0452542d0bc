"""What can be done with chat widgets. Written by `bin/manage api_client`; not by hand."""

from collections.abc import Iterator

from quotahit_client import models
from quotahit_client.transport import UNSET, Noun, Page, walk


class ChatWidgets(Noun):
    def page(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
        cursor: str | None = None,
    ) -> Page[models.ChatWidget]:
        """Chat windows for websites. `key` stands in the line to embed: `/chat/KEY.js`."""
        response = self._transport.ask(
            "GET",
            "/api/v1/chat_widgets/",
            query={
                "limit": limit,
                "ordering": ordering,
                "cursor": cursor,
            },
        )
        return Page[models.ChatWidget].model_validate(response.json())

    def each(
        self,
        *,
        limit: int | None = None,
        ordering: str | None = None,
    ) -> Iterator[models.ChatWidget]:
        """Every row, page after page."""
        return walk(
            lambda cursor: self.page(
                limit=limit,
                ordering=ordering,
                cursor=cursor,
            )
        )

    def create(
        self,
        *,
        name: str,
        origins: list[str] = UNSET,
        greeting: str = UNSET,
        consent_text: str = UNSET,
        privacy_url: str = UNSET,
        colour: str = UNSET,
        corner: str = UNSET,
        language: str = UNSET,
        opens: str | None = UNSET,
        closes: str | None = UNSET,
        weekdays_only: bool = UNSET,
        is_active: bool = UNSET,
        idempotency_key: str | None = None,
    ) -> models.ChatWidget | None:
        """Chat windows for websites. `key` stands in the line to embed: `/chat/KEY.js`."""
        response = self._transport.ask(
            "POST",
            "/api/v1/chat_widgets/",
            body={
                "name": name,
                "origins": origins,
                "greeting": greeting,
                "consent_text": consent_text,
                "privacy_url": privacy_url,
                "colour": colour,
                "corner": corner,
                "language": language,
                "opens": opens,
                "closes": closes,
                "weekdays_only": weekdays_only,
                "is_active": is_active,
            },
            headers={"Idempotency-Key": idempotency_key},
        )
        return self._transport.row(models.ChatWidget, response)

    def get(
        self,
        id: int,
    ) -> models.ChatWidget:
        """Chat windows for websites. `key` stands in the line to embed: `/chat/KEY.js`."""
        response = self._transport.ask(
            "GET",
            f"/api/v1/chat_widgets/{id}/",
        )
        return self._transport.shown(models.ChatWidget, response)

    def change(
        self,
        id: int,
        *,
        name: str = UNSET,
        origins: list[str] = UNSET,
        greeting: str = UNSET,
        consent_text: str = UNSET,
        privacy_url: str = UNSET,
        colour: str = UNSET,
        corner: str = UNSET,
        language: str = UNSET,
        opens: str | None = UNSET,
        closes: str | None = UNSET,
        weekdays_only: bool = UNSET,
        is_active: bool = UNSET,
        if_match: str | None = None,
    ) -> models.ChatWidget | None:
        """Chat windows for websites. `key` stands in the line to embed: `/chat/KEY.js`."""
        response = self._transport.ask(
            "PATCH",
            f"/api/v1/chat_widgets/{id}/",
            body={
                "name": name,
                "origins": origins,
                "greeting": greeting,
                "consent_text": consent_text,
                "privacy_url": privacy_url,
                "colour": colour,
                "corner": corner,
                "language": language,
                "opens": opens,
                "closes": closes,
                "weekdays_only": weekdays_only,
                "is_active": is_active,
            },
            headers={"If-Match": if_match},
        )
        return self._transport.row(models.ChatWidget, response)

    def delete(
        self,
        id: int,
        *,
        if_match: str | None = None,
    ) -> None:
        """Chat windows for websites. `key` stands in the line to embed: `/chat/KEY.js`."""
        self._transport.ask(
            "DELETE",
            f"/api/v1/chat_widgets/{id}/",
            headers={"If-Match": if_match},
        )
